export { holds, lineFor } from './consent.ts';
export type { Consent } from './consent.ts';
export {
  aliasIn,
  childrenWith,
  dropAlias,
  filesOf,
  keepAlias,
  keepConsent,
  keepPeople,
  linesOf,
  visitedWith,
} from './copies.ts';
export type { Alias, ToldPeople } from './copies.ts';
