import codes from './codes.json';
import refusal from './refusal.json';

/** Codes in words, and what was refused. */
export const words = { codes, refusal };
