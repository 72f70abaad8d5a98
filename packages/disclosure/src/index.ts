export { attack, rounded, toldBy } from './attack.ts';
export type { Rules, Told } from './attack.ts';
export { protect } from './protect.ts';
export type { Earlier } from './protect.ts';
export { ALL, tableOf, valueOf } from './table.ts';
export type { Base, Groups, Table } from './table.ts';
