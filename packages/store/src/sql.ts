import pg from 'pg';
import type { Sql } from 'sql-template-tag';

export { default as sql, empty, join, raw, Sql } from 'sql-template-tag';

/** A transaction as the kit and the services' own SQL use it. Statements are made with `sql`. */
export type RawTx = {
  /** The rows of a statement. `Row` is what its select list yields: columns are named as fields. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /** How many rows a statement changed. */
  execute(statement: Sql): Promise<number>;
  /** What `first` of the transaction changed; 0 where none was given. */
  firstChanged: number;
  /**
   * Sent in one round trip with the next statement, or with the commit: for what gives nothing
   * back.
   */
  soon(...statements: Sql[]): void;
  /**
   * Sent with the commit, in one round trip, in order: for what nothing in the transaction reads.
   */
  atEnd(...statements: Sql[]): void;
};

/** A statement with its values written into its text: for several in one round trip. */
export const inlined = ({ strings, values }: Sql): string =>
  strings.reduce((text, part, i) => `${text}${literal(values[i - 1])}${part}`);

/** Can a statement be written so? Arrays and objects go as parameters only. */
export const isInlinable = ({ values }: Sql): boolean =>
  values.every((one) => typeof one !== 'object' || one === null || one instanceof Uint8Array);

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString('hex')}'`;
  throw new TypeError(`no literal for a ${typeof value}`);
}
