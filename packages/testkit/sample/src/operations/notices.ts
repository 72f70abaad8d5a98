import type { Plain } from '@katrol/contract';
import { branchOf, type Call } from '@katrol/events';
import type {
  ShowBoardRequest,
  TakeDownNoticeRequest,
} from '@katrol/proto/katrol/sample/v1/messages_pb';
import { exporting, listing, rowsOf, type StepCall } from '@katrol/rpc';
import { expectRevision, notFound } from '@katrol/runtime';
import { next, oldBefore, type Notice } from '../domain/notice.ts';
import { facts } from '../facts.ts';
import type { SampleCall, Tx } from '../store/client.ts';
import {
  loadNotice,
  noticeList,
  pinnedBefore,
  pinnedForTutors,
  saveNotice,
} from '../store/notices.ts';

/** Pins a notice, or changes the words of one that is there. */
export async function keepNotice(call: SampleCall, notice: Notice): Promise<Notice> {
  if (notice.id === '') return await pin(call, notice);
  const known = await loadNotice(call.tx, notice.id);
  expectRevision(notice.revision, known.revision);
  const status = next(known.status, 'edit');
  const { text, audience } = notice;
  call.audit(known.id, known.board.branchCode);
  return await saveNotice(call.tx, { ...known, text, audience, status });
}

async function pin(call: SampleCall, given: Notice): Promise<Notice> {
  const branchCode = branchOf(call, given.board.branchCode);
  const { today: occurredOn } = call;
  const notice = await saveNotice(call.tx, {
    ...given,
    board: { branchCode },
    status: 'pinned',
    pinnedOn: given.pinnedOn || occurredOn,
  });
  const { id: noticeId, audience } = notice;
  call.audit(noticeId, branchCode);
  call.tell(facts.noticePinned, { noticeId, branchCode, audience, occurredOn });
  return notice;
}

/** A branch that opens finds its board in use. */
export const welcome = async (call: SampleCall, branchCode: string): Promise<void> => {
  const { tx, today: pinnedOn } = call;
  const board = { branchCode };
  const text = 'Welkom op het prikbord';
  const audience = 'colleagues';
  const status = 'pinned';
  await saveNotice(tx, { id: '', revision: 0, board, text, audience, status, pinnedOn });
};

export async function takeDownNotice(
  call: SampleCall,
  { id, revision }: Plain<TakeDownNoticeRequest>,
): Promise<Notice> {
  const notice = await loadNotice(call.tx, id);
  expectRevision(revision, notice.revision);
  return await takeDown(call, notice);
}

async function takeDown(call: Call<Tx>, notice: Notice): Promise<Notice> {
  call.audit(notice.id, notice.board.branchCode);
  return await saveNotice(call.tx, { ...notice, status: next(notice.status, 'take_down') });
}

/** Reads one notice; reading it is on record. */
export async function getNotice(call: SampleCall, id: string): Promise<Notice> {
  const notice = await loadNotice(call.tx, id);
  call.audit(notice.id, notice.board.branchCode);
  return notice;
}

/** Reads one notice; who came with a link reads the one that it is about, and no other. */
export async function readNotice(call: SampleCall, { id }: { id: string }): Promise<Notice> {
  if (call.link && call.link.object !== id) throw notFound('id');

  return await getNotice(call, id);
}

const notices = rowsOf(noticeList);
export const listNotices = listing(notices);
export const exportNotices = exporting('prikbord', notices);

/** Takes down what is old, some in each transaction; gives how many. */
export async function tidyBoard(call: StepCall<Tx>, named: string): Promise<number> {
  const branchCode = branchOf(call, named);
  const some = (own: Call<Tx>): Promise<number> => tidySome(own, branchCode);
  let all = 0;
  for (let taken = await call.transact(some); taken > 0; taken = await call.transact(some)) {
    all += taken;
  }
  return all;
}

async function tidySome(call: Call<Tx>, branchCode: string): Promise<number> {
  call.audit('', branchCode);
  const ids = await pinnedBefore(call.tx, branchCode, oldBefore(call.today));
  for (const id of ids) await takeDown(call, await loadNotice(call.tx, id));
  return ids.length;
}

export const showBoard = (
  { tx }: SampleCall,
  { branchCode }: Plain<ShowBoardRequest>,
): Promise<number> => pinnedForTutors(tx, branchCode);
