import { branchOf, type Call } from '@katrol/events';
import {
  csvText,
  exportOf,
  listAll,
  listPage,
  type Cell,
  type ListOptions,
  type ListPage,
  type ListSpec,
  type RawTx,
} from '@katrol/store';

/** A list of a branch, or of who has one only. */
export type ListInput = { branchCode: string; options: ListOptions };

/**
 * A list of a branch's: how its rows are found, and how what is shown is made of them. `spec` may
 * look something up; `shown` gives the rows themselves unless they say less than what is shown.
 */
export type BranchList<Tx extends RawTx, D, Row, Shown> = {
  spec(call: Call<Tx, D>, branchCode: string): ListSpec<Row> | Promise<ListSpec<Row>>;
  shown(call: Call<Tx, D>, rows: Row[], branchCode: string): Promise<Shown[]> | Shown[];
};

/** A list whose rows are shown as they are found. */
export const rowsOf = <Tx extends RawTx, D, Row>(
  spec: (branchCode: string) => ListSpec<Row>,
): BranchList<Tx, D, Row, Row> => ({
  spec: (_, branchCode) => spec(branchCode),
  shown: (_, rows) => rows,
});

/** The operation that gives a page of it. */
export const listing =
  <Tx extends RawTx, D, Row, Shown>({ spec, shown }: BranchList<Tx, D, Row, Shown>) =>
  async (call: Call<Tx, D>, input: ListInput): Promise<ListPage<Shown>> => {
    const branch = branchOf(call, input.branchCode);
    const page = await listPage<Row>(call.tx, await spec(call, branch), input.options);
    return { ...page, rows: await shown(call, page.rows, branch) };
  };

/** The cells of an export by their headings. */
export type Cells<Shown> = Record<string, (shown: Shown) => Cell>;

/**
 * The operation that streams all of it as a file: the same query as the page, with its filter on
 * top. That it was taken out is on record. Without `cells` it holds the titled columns of the list.
 */
export const exporting = <Tx extends RawTx, D, Row extends object, Shown>(
  title: string,
  { spec, shown }: BranchList<Tx, D, Row, Shown>,
  cells?: Cells<Shown>,
) =>
  async function* (call: Call<Tx, D>, input: ListInput): AsyncGenerator<string> {
    const branch = branchOf(call, input.branchCode);
    const list = await spec(call, branch);
    const { options } = input;
    call.audit(`export:${title}`, branch);
    if (!cells) return yield* titledExport(call, title, list, { options });
    yield csvText([...headOf(title, call.today, options), Object.keys(cells)], true);
    for await (const rows of listAll<Row>(call.tx, list, options)) {
      const all = await shown(call, rows, branch);
      yield csvText(all.map((one) => Object.values(cells).map((of) => of(one))));
    }
  };

/** The titled columns of a list as the pieces of a file; `each` sees every row that goes by. */
export async function* titledExport<Row extends object>(
  { tx, today }: Pick<Call, 'tx' | 'today'>,
  title: string,
  list: ListSpec<Row>,
  { options, each }: { options: ListOptions; each?: (row: Row) => void },
): AsyncGenerator<string> {
  const { titles, cells } = exportOf(list);
  yield csvText([...headOf(title, today, options), titles], true);
  for await (const rows of listAll<Row>(tx, list, options)) {
    if (each) rows.forEach(each);
    yield csvText(rows.map(cells));
  }
}

// what the file holds: "filter;grade;L3, L4"
const headOf = (title: string, today: string, options: ListOptions): string[][] => [
  [title, today],
  ...(options.search === '' ? [] : [['search', options.search]]),
  ...options.filters.map((f) => ['filter', f.field, f.values.join(', ')]),
  [],
];
