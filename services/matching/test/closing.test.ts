import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TutorChangedSchema } from '@katrol/proto/katrol/volunteer_training/v1/events_pb';
import { MatchingService } from '@katrol/proto/katrol/matching/v1/service_pb';
import { addDays } from '@katrol/runtime';
import { eventually, startUnderTest } from '@katrol/testkit';
import { startMatching } from '../src/service.ts';
import {
  coordinator,
  openRequest,
  profile,
  running,
  startNeighbours,
  tutor,
  tutorPerson,
  type Matching,
  type Neighbours,
} from './seed.ts';

// What a tutor leaves for the next one, as the parents agree; and a worry that one tap brings.
const TODAY = '2027-02-15';
const FIRST = '2026-11-03';
let t: Matching;
let n: Neighbours;
const as = () => t.as(coordinator('lede'));
const at = (day: string) => t.clock.set(`${day}T10:00:00Z`);
beforeAll(async () => {
  n = await startNeighbours();
  t = await startUnderTest(MatchingService, startMatching, {
    peers: n.peers,
    at: `${TODAY}T10:00:00Z`,
  });
  profile(n, 'lede');
});
afterAll(async () => {
  await t.stop();
  n.stop();
});

/** A trajectory whose tutor stopped on TODAY: the day before was her last. */
async function stopped() {
  const r = await running(t, n, 'lede', FIRST);
  await as()('logSession', {
    trajectoryId: r.trajectoryId,
    occurredOn: '2027-01-19',
    minutes: 60,
    children: [r.childId],
  });
  n.training.tell(
    TutorChangedSchema,
    {
      tutorId: r.tutorId,
      accountId: r.accountId,
      branchCode: 'lede',
      kind: 'student',
      revision: 2,
      active: true,
      worksUntil: addDays(TODAY, -1),
      worksEnd: 'STOPS',
    },
    r.tutorId,
  );
  const her = t.as(tutorPerson(r.accountId, 'lede'));
  await eventually(async () => {
    const { trajectories } = await her('listMyTrajectories', {});
    if (trajectories.length > 0) throw new Error('not heard yet');
  });
  return { ...r, her };
}
const asked = { answeredBy: 'de moeder', means: 'with_interpreter' as const };
const notesIn = async (trajectoryId: string) =>
  (await as()('getTrajectory', { id: trajectoryId })).closingNotes;

describe('the closing note', () => {
  test('one form for seven days, and nothing else of the family', async () => {
    const { her, trajectoryId } = await stopped();
    const mine = await her('listMyTrajectories', {});
    const { closing, ...rest } = mine;
    expect(rest).toMatchObject({ trajectories: [], matches: [] });
    expect(closing).toMatchObject([
      { trajectoryId, startedOn: FIRST, held: 1, until: addDays(TODAY, 6), text: '', version: 0 },
    ]);
    const write = { trajectoryId, text: 'Wij lazen samen.' };
    expect(await her('keepClosingNote', write)).toMatchObject({ version: 1, answer: '' });
    await expect(her('keepClosingNote', { ...write, text: 'Te laat' })).rejects.toMatchObject({
      reason: 'STALE',
    });
    at(addDays(TODAY, 6));
    await her('keepClosingNote', { trajectoryId, text: 'Wij lazen samen, elke week.', version: 1 });
    at(addDays(TODAY, 7));
    try {
      await expect(her('keepClosingNote', { ...write, version: 2 })).rejects.toMatchObject({
        reason: 'CLOSING_NOTE_TOO_LATE',
      });
      expect((await her('listMyTrajectories', {})).closing).toEqual([]);
    } finally {
      at(TODAY);
    }
    await expect(
      t.as(tutorPerson('somebody-else', 'lede'))('keepClosingNote', write),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the mother strikes a sentence: her version is approved, and the next tutor reads that one', async () => {
    const { her, trajectoryId, familyId } = await stopped();
    await her('keepClosingNote', { trajectoryId, text: 'Hij leest vlot. De vader werkt veel.' });
    const today = async () =>
      (await as()('getToday', { branchCode: 'lede' })).lines.filter(
        (line) => line.familyId === familyId && line.kind === 'CLOSING_NOTE_TO_ASK',
      );
    expect(await today()).toMatchObject([{ subjectId: trajectoryId, since: TODAY }]);
    const [note] = await notesIn(trajectoryId);
    at('2027-02-18');
    const answer = {
      closingNoteId: note?.id ?? '',
      answer: 'changed' as const,
      revision: note?.revision ?? 0,
      ...asked,
    };
    await expect(as()('answerClosingNote', answer)).rejects.toMatchObject({
      fields: [{ field: 'text', reason: 'VALUE_MISSING' }],
    });
    const after = await as()('answerClosingNote', { ...answer, text: 'Hij leest vlot.' });
    expect(after.closingNotes).toMatchObject([
      {
        version: 2,
        text: 'Hij leest vlot.',
        answer: 'approved',
        answeredOn: '2027-02-18',
        recordedBy: expect.any(String),
        ...asked,
      },
      { version: 1, text: 'Hij leest vlot. De vader werkt veel.', answer: 'changed' },
    ]);
    expect(await today()).toEqual([]);
    await expect(
      as()('answerClosingNote', { ...answer, answer: 'approved' }),
    ).rejects.toMatchObject({
      reason: 'STALE',
    });
    // rounded off; the family goes on with the next one
    await as()('closeTrajectory', {
      trajectoryId,
      reason: 'term_ended',
      occurredOn: '2027-02-15',
      reopenRequest: true,
      revision: after.revision,
    });
    const next = tutor(n, 'lede');
    const request = await openRequest(t, 'lede', familyId);
    expect(request).toMatchObject({ status: 'open', trajectoryId });
    const match = await eventually(() =>
      as()('acceptProposal', {
        supportRequestId: request.id,
        tutorId: next.tutorId,
        firstVisitOn: '2027-02-18T16:00',
        revision: request.revision,
      }),
    );
    const real = await as()('answerMatch', {
      matchId: match.id,
      visitedOn: '2027-02-18',
      familyAnswer: 'yes',
      tutorAnswer: 'yes',
      revision: match.revision,
    });
    const reads = async () =>
      await t.as(tutorPerson(next.accountId, 'lede'))('getTrajectory', { id: real.trajectoryId });
    const page = await reads();
    expect(page).toMatchObject({ noteBefore: 'Hij leest vlot.', heldBefore: 1 });
    expect(JSON.stringify(page, (_, v) => (typeof v === 'bigint' ? String(v) : v))).not.toContain(
      'vader',
    );
    // parents may come back on a yes: nothing of what they said before is lost
    const [approved] = await notesIn(trajectoryId);
    const refusal = {
      closingNoteId: approved?.id ?? '',
      answer: 'refused' as const,
      revision: approved?.revision ?? 0,
      ...asked,
    };
    const final = await as()('answerClosingNote', refusal);
    expect(final.closingNotes.map(({ version, answer: said }) => [version, said])).toEqual([
      [3, 'refused'],
      [2, 'approved'],
      [1, 'changed'],
    ]);
    expect((await reads()).noteBefore).toBe('');
    at(TODAY);
  });

  test('what the parents did not answer is not read by the next one', async () => {
    const { her, trajectoryId, familyId } = await stopped();
    await her('keepClosingNote', { trajectoryId, text: 'Nog niet gevraagd' });
    const { revision } = await as()('getTrajectory', { id: trajectoryId });
    const close = { trajectoryId, reason: 'term_ended' as const, revision };
    await as()('closeTrajectory', { ...close, reopenRequest: true });
    // the seven days go on after it was rounded off
    expect((await her('listMyTrajectories', {})).closing).toMatchObject([{ version: 1 }]);
    const page = await as()('getTrajectory', { familyId });
    expect(page.noteBefore).toBe('');
  });

  test('where nobody comes after, nobody is asked to write', async () => {
    const { her, trajectoryId } = await stopped();
    const { revision } = await as()('getTrajectory', { id: trajectoryId });
    await as()('closeTrajectory', { trajectoryId, reason: 'family_stopped', revision });
    expect((await her('listMyTrajectories', {})).closing).toEqual([]);
  });
});

describe('a worry about safety', () => {
  test('one tap: first on the page of the coordinator until somebody takes it up', async () => {
    const r = await running(t, n, 'lede', FIRST);
    const her = t.as(tutorPerson(r.accountId, 'lede'));
    await her('askForHelp', { trajectoryId: r.trajectoryId });
    await her('raiseWorry', { trajectoryId: r.trajectoryId });
    const twice = await her('raiseWorry', { trajectoryId: r.trajectoryId });
    expect(twice.worries).toMatchObject([{ raisedOn: TODAY, note: '', takenUpOn: '' }]);
    const first = async () => (await as()('getToday', { branchCode: 'lede' })).lines[0];
    expect(await first()).toMatchObject({ kind: 'WORRY_RAISED', familyId: r.familyId });
    const [worry] = twice.worries;
    const take = { worryId: worry?.id ?? '', revision: worry?.revision ?? 0 };
    await expect(her('takeUpWorry', take)).rejects.toMatchObject({ code: 'permission_denied' });
    const taken = await as()('takeUpWorry', take);
    expect(taken.worries).toMatchObject([{ takenUpOn: TODAY, takenUpBy: expect.any(String) }]);
    expect(taken.worries[0]?.takenUpBy).not.toBe('');
    expect((await first())?.kind).not.toBe('WORRY_RAISED');
    await expect(
      as()('takeUpWorry', { ...take, revision: take.revision + 1 }),
    ).rejects.toMatchObject({ reason: 'WRONG_STATE' });
  });

  test('it leaves through no event and no export, and another tutor cannot raise it', async () => {
    const r = await running(t, n, 'lede', FIRST);
    const note = 'kanariezorg';
    const her = t.as(tutorPerson(r.accountId, 'lede'));
    await her('raiseWorry', { trajectoryId: r.trajectoryId, note });
    const { rows } = await t.admin.query<{ payload: Buffer }>('select payload from outbox');
    for (const { payload } of rows) expect(payload.toString('latin1')).not.toContain(note);
    let csv = '';
    for await (const piece of t.peer.stream(
      'exportTrajectories',
      { branchCode: 'lede' },
      { token: await t.token(coordinator('lede')), deadline: new Date(Date.now() + 9_000) },
    ))
      csv += piece.text;
    expect(csv).toContain(r.trajectoryId);
    expect(csv).not.toContain(note);
    await expect(
      t.as(tutorPerson('other', 'lede'))('raiseWorry', { trajectoryId: r.trajectoryId }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
