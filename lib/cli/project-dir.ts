import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_DIR = path.resolve(fileURLToPath(import.meta.url), '../../..');
