import app from './app.json';
import ui from './ui.json';

/** What stands around every page; one file a feature, its name the first word of every key. */
export const first = { app, ui };
