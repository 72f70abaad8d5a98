export { attack, observersOf, rounded, toldBy } from './attack.ts';
export type { Finding, Rules, Told } from './attack.ts';
export { protect } from './protect.ts';
export type { Earlier, Protected } from './protect.ts';
export { ALL, tableOf, valueOf } from './table.ts';
export type { Aggregate, Base, Groups, Table } from './table.ts';
