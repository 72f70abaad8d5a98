import { fileURLToPath } from 'node:url';

/** The folder with the look of the sign-in pages, for Keycloak's own folder `themes`. */
export const themeDir = fileURLToPath(new URL('../theme', import.meta.url));
