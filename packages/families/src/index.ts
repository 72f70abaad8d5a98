export { holds, isNewer, lineFor } from './consent.ts';
export type { Consent } from './consent.ts';
export { dropAlias, filesOf, keepAlias, keepConsent, linesOf } from './copies.ts';
export type { Alias, ConsentLine } from './copies.ts';
export { decided } from './deciding.ts';
export type { Decided, DecidedState, Voice, Voiced, YoungVoice } from './deciding.ts';
