import codes from './codes.json';
import refusal from './refusal.json';
import ui from './uiWork.json';

/** Codes in words, what was refused, and what lists and forms of who works here say. */
export const words = { codes, refusal, ui };
