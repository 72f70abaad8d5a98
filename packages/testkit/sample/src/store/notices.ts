import { fromRow, type Plain } from '@katrol/contract';
import { NoticeSchema, type NoticeRow } from '@katrol/proto/katrol/sample/v1/messages_pb';
import { optionalDate } from '@katrol/runtime';
import { byId, column, keep, sql, type ListSpec } from '@katrol/store';
import type { Notice } from '../domain/notice.ts';
import type { Tx } from './client.ts';

export async function loadNotice(tx: Tx, noticeId: string): Promise<Notice> {
  const row = await byId('id', noticeId, (id) => tx.notice.findUnique({ where: { id } }));
  return fromRow(NoticeSchema, { ...row, board: row });
}

export async function saveNotice(tx: Tx, notice: Notice): Promise<Notice> {
  const { id: _, revision: __, board, pinnedOn, ...kept } = notice;
  const row = { ...kept, ...board, pinnedOn: optionalDate(pinnedOn) ?? new Date(0) };
  return await loadNotice(tx, await keep(tx.notice, notice, row));
}

export const noticeList = (branchCode: string): ListSpec<Plain<NoticeRow>> => ({
  from: sql`notice n`,
  columns: {
    id: column(sql`n.id::text`),
    pinnedOn: column(sql`n.pinned_on::text`, 'datum'),
    text: column(sql`n.text`, 'tekst'),
    audience: column(sql`n.audience`, 'voor'),
    status: column(sql`n.status`, 'status'),
    revision: column(sql`n.revision`),
  },
  where: sql`n.branch_code = ${branchCode}`,
  search: sql`lower(n.text)`,
  filters: {
    audience: { sql: sql`n.audience`, kind: 'one', facet: true },
    status: { sql: sql`n.status`, kind: 'one', facet: true },
  },
  sorts: {
    pinned_on: { sql: sql`n.pinned_on`, type: 'date' },
    text: { sql: sql`lower(n.text)`, type: 'text' },
  },
  defaultSort: '-pinned_on',
  id: sql`n.id`,
});

/** Some of the notices that were pinned before a day. */
export async function pinnedBefore(tx: Tx, branchCode: string, day: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    sql`select id::text from notice where branch_code = ${branchCode} and status = 'pinned'
      and pinned_on < ${day}::date order by pinned_on limit 20`,
  );
  return rows.map((row) => row.id);
}

export const pinnedForTutors = (tx: Tx, branchCode: string): Promise<number> =>
  tx.notice.count({ where: { branchCode, status: 'pinned', audience: 'tutors' } });
