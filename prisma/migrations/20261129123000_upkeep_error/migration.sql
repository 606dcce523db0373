-- AlterTable
ALTER TABLE "poller" ADD COLUMN     "upkeep_error" TEXT;
