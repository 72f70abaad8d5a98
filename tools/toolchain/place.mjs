import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, and a file in it. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const inRoot = (file) => path.join(root, file);

export const windows = process.platform === 'win32';

// PostgreSQL's programs hand each other's path to a shell between double quotes, and PATH has its
// own sign between two folders
const refused = windows ? /[;%]/ : /["$`\\:\n]/;

/** Throws where the checkout lies in a folder in which its programs cannot work, and says why. */
export const checkPlace = () => {
  const [sign] = refused.exec(root) ?? [];
  if (sign === undefined) return;
  throw new Error(
    `in ${root} staat een ${sign}: zet de map ergens waar dat teken niet in het pad staat / ` +
      `the path holds ${sign}: put the checkout where it does not`,
  );
};

/** Throws where something must be written into the checkout and cannot be; `what` is for people. */
export const checkWritable = (what) => {
  try {
    accessSync(root, constants.W_OK);
  } catch ({ code }) {
    throw new Error(
      `${what}: in ${root} kan niet geschreven worden (${code}). Doe dit eerst waar dat wel kan; ` +
        'daarna volstaat KATROL_DATA=<map van jezelf> / the checkout cannot be written: do this ' +
        'first where it can, then KATROL_DATA=<a folder of your own> is enough',
    );
  }
};
