import codes from './codes.json';
import refusal from './refusal.json';
import ui from './uiWork.json';
import type { Words } from '../texts.ts';

export const words: Words = { codes, refusal, ui };
