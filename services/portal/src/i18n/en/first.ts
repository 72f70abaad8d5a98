import app from './app.json';
import ui from './ui.json';
import type { First } from '../texts.ts';

export const first: First = { app, ui };
