import { fileURLToPath } from 'node:url';

/** The folder with the look of the sign-in pages, for Keycloak's own folder `themes`. */
export const themeDir = fileURLToPath(new URL('../../../deploy/keycloak/theme', import.meta.url));
