export { holds, lineFor } from './consent.ts';
export type { Consent } from './consent.ts';
export { dropAlias, filesOf, keepAlias, keepConsent, linesOf } from './copies.ts';
export type { Alias } from './copies.ts';
