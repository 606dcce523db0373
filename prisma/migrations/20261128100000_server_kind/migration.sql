-- AlterTable
ALTER TABLE "server" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'drone';
