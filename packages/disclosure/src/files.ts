export { attackFiles } from './attack-files.ts';
export { readReleased } from './released-file.ts';
