import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { IntakeService } from '@katrol/proto/katrol/intake/v1/service_pb';
import { connect, type Peer } from '@katrol/rpc';
import type { Refusal } from '@katrol/runtime';
import { startUnderTest } from '@katrol/testkit';
import { startIntake } from '../src/service.ts';
import { coordinator, openBranches, type Intake } from './seed.ts';

const head =
  'Datum;Aanmelder;Familienaam;Telefoon;Taal;Voornaam kind;Leerjaar;School;Gemeente;Hobby';
const good = (i: number) =>
  `01/10/2026;Juf An;Gezin ${i};0470${String(100000 + i)};` +
  `tr;Kind ${i};3de leerjaar;De Zee;Oostende;voetbal`;
const PIECE = 262_144;
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('a CSV of referrals', () => {
  let t: Intake;
  let files: Peer<typeof FileService>;
  beforeAll(async () => {
    t = await startUnderTest(IntakeService, startIntake);
    files = connect(FileService, t.address);
    await openBranches(t, { oostende: 'leerbuddy', melle: 'de-katrol' });
  });
  afterAll(async () => {
    files.close();
    await t.stop();
  });
  const load = (csv: Uint8Array, more: object = {}, branch = 'oostende') =>
    t.as(coordinator(branch))(
      'importReferrals',
      { branchCode: branch, csv, ...more },
      { deadlineMs: 60_000 },
    );
  const bring = async (piece: { fileId: string; number: number; piece: Uint8Array }) => {
    const token = await t.token(coordinator('oostende'));
    const call = { token, key: randomUUID(), deadline: new Date(Date.now() + 15_000) };
    return await files.call('putPiece', { service: 'intake', ...piece }, call);
  };
  const families = async () =>
    (await t.admin.query('select count(*)::int as n from family')).rows[0].n as number;

  test('280 lines: a preview writes nothing, bad ones are named, twice is as once', async () => {
    const lines = Array.from({ length: 280 }, (_, i) => good(i));
    lines[6] = '31/02/2026;Juf An;Gezin 6;04;tr;;9;De Zee;Oostende;';
    const csv = utf8([head, ...lines].join('\r\n'));
    const preview = await load(csv, { preview: true });
    expect([preview.created, preview.refused, preview.unknownColumns, await families()]).toEqual([
      279,
      1,
      ['Hobby'],
      0,
    ]);
    const loaded = await load(csv);
    expect([loaded.created, loaded.refused, await families()]).toEqual([279, 1, 279]);
    const bad = loaded.lines.find((l) => l.outcome === 'refused');
    expect(bad?.line).toBe(8);
    expect(bad?.problems.map((p) => [p.field, p.reason, p.value])).toEqual([
      ['phone', 'PHONE_INVALID', '04'],
      ['child_first_name', 'VALUE_MISSING', ''],
      ['grade', 'VALUE_UNKNOWN', '9'],
      ['occurred_on', 'DATE_IMPOSSIBLE', '31/02/2026'],
    ]);
    const again = await load(csv);
    expect([again.created, again.unchanged, await families()]).toEqual([0, 279, 279]);
    const undone = await t.as(coordinator('oostende'))('undoReferralImport', {
      branchCode: 'oostende',
      importId: loaded.importId,
    });
    expect([undone.lines.length, await families()]).toEqual([279, 0]);
  });

  test('a file comes in pieces: for who brings it, whole, and once loaded it is gone', async () => {
    const lines = Array.from({ length: 600 }, (_, i) => `${good(i)};${'x'.repeat(1_000)}`);
    const csv = utf8([`${head};Nota`, ...lines].join('\r\n'));
    const pieces = Math.ceil(csv.length / PIECE);
    const fileId = randomUUID();
    const put = (number: number, piece: Uint8Array) => bring({ fileId, number, piece });
    const piece = (number: number) => csv.subarray(number * PIECE, (number + 1) * PIECE);
    const file = { fileId, pieces };
    const loadIt = (more: object = {}, branch = 'oostende') =>
      load(new Uint8Array(), { file, ...more }, branch);
    for (let number = 1; number < pieces; number += 1) await put(number, piece(number));
    await expect(loadIt()).rejects.toMatchObject({ reason: 'FILE_INCOMPLETE' });
    await put(0, piece(0));
    await put(0, piece(0));
    await expect(put(0, piece(1))).rejects.toMatchObject({ reason: 'PIECE_OTHER_CONTENT' });
    await expect(put(2, new Uint8Array(PIECE + 1))).rejects.toMatchObject({
      fields: [{ field: 'piece', reason: 'VALUE_TOO_LONG' }],
    });
    await expect(loadIt({}, 'melle')).rejects.toMatchObject({ reason: 'FILE_INCOMPLETE' });
    expect((await loadIt({ preview: true })).created).toBe(600);
    expect((await loadIt({ skipLines: [2] })).created).toBe(599);
    await expect(loadIt()).rejects.toMatchObject({ reason: 'FILE_INCOMPLETE' });
    await t.admin.query('truncate family cascade');
  });

  test('no more than a few files of one person wait', async () => {
    const piece = new Uint8Array(PIECE).fill(65);
    const all = Array.from({ length: 65 }, (_, i) => [randomUUID(), i % 16] as const);
    const answers = [];
    for (const [fileId, number] of all)
      answers.push(
        await bring({ fileId, number, piece }).then(
          () => 'kept',
          (error: Refusal) => error.reason,
        ),
      );
    expect(answers.filter((one) => one === 'kept')).toHaveLength(64);
    expect(answers.at(-1)).toBe('FILE_TOO_LARGE');
  });

  test('a cell of two lines is no name of one line; a heading of two is one heading', async () => {
    const rows = [
      '"Zzdde\n=cmd|x";0470 11 11 11;Jef;"a\r\nb"',
      'Zzdde\u202e;0470 11 11 12;Jef;',
      'Smet;0470 11 11 13;Jef;"maandag\n- dinsdag"',
    ];
    const head = 'familienaam;telefoon;"voornaam\r\nkind";"hoe\nbereiken"';
    const csv = utf8([head, ...rows].join('\r\n'));
    const found = await load(csv, { preview: true, columns: { 'hoe bereiken': 'how_to_reach' } });
    expect(Object.keys(found.columns)).toContain('voornaam kind');
    expect(found.lines.map((l) => l.problems.map((p) => [p.field, p.reason]))).toEqual([
      [['family_name', 'VALUE_INVALID']],
      [['family_name', 'VALUE_INVALID']],
      [],
    ]);
  });

  test('Latin-1 with semicolons, and UTF-8 with commas, read the same', async () => {
    const latin = Buffer.from(
      `Aanmelder;Familienaam;GSM;Voornaam\nJuf Zoë;Peñalosa;0470 11 22 33;Anaïs\n`,
      'latin1',
    );
    const read = await load(latin, {}, 'melle');
    expect(read.lines).toMatchObject([{ outcome: 'created', label: 'Anaïs, Peñalosa' }]);
    const comma = await load(
      utf8('Aanmelder,Familienaam,GSM,Voornaam\nJuf Zoë,"Peñalosa, B.",0470 11 22 44,Anaïs\n'),
      { preview: true },
      'melle',
    );
    expect(comma.lines).toMatchObject([{ label: 'Anaïs, Peñalosa, B.' }]);
    expect(comma.lines[0]?.likelyDuplicates).toHaveLength(0);
  });

  test('a file without referrer is the branch’s own; an unknown word is not missing', async () => {
    const own = await load(
      utf8('Naam;Voornaam;Telefoon;Vraag\nDe Wilde;Lou;0470222333;lezen\n'),
      { preview: true },
      'melle',
    );
    expect([own.created, own.unknownColumns]).toEqual([1, []]);
    const words = utf8(
      'Soort aanmelder;Aanmelder;Naam;Voornaam;Telefoon\n' +
        'zorgleerkracht;Juf;A;Lou;0470222334\n' +
        'tante;Juf;B;Mo;0470222335\n',
    );
    const read = await load(words, { preview: true }, 'melle');
    expect(read.lines.map((l) => l.problems.map((p) => [p.field, p.reason, p.value]))).toEqual([
      [],
      [['referrer_kind', 'VALUE_UNKNOWN', 'tante']],
    ]);
  });

  test('a column can be mapped by hand, a line skipped; an empty file is refused', async () => {
    const csv = utf8(
      'Wie;Naam gezin;Bel;Kleine\nJuf;Janssens;0470111222;Lou\nJuf;Peeters;0470111223;Mo\n',
    );
    const mapped = await load(
      csv,
      {
        preview: true,
        columns: { Wie: 'referrer_name', Bel: 'phone', Kleine: 'child_first_name' },
        skipLines: [3],
      },
      'melle',
    );
    expect(mapped.lines.map((l) => l.outcome)).toEqual(['created', 'skipped']);
    await expect(load(utf8(''))).rejects.toMatchObject({ reason: 'CSV_EMPTY' });
    await expect(load(utf8(head))).rejects.toMatchObject({ reason: 'CSV_EMPTY' });
  });

  test('a line that somebody worked on since stays when the load is taken back, and says so', async () => {
    const as = t.as(coordinator('oostende'));
    const before = await families();
    const loaded = await load(utf8([head, good(9_001), good(9_002)].join('\r\n')));
    const [kept] = loaded.lines.map(({ id }) => id);
    const { rows } = await as('listReferrals', { branchCode: 'oostende', options: {} });
    const revision = rows.find(({ id }) => id === kept)?.revision ?? 0;
    const plannedFor = '2026-11-25T16:00';
    await as('planVisit', { referralId: kept ?? '', plannedFor, revision });
    const { importId } = loaded;
    const undone = await as('undoReferralImport', { branchCode: 'oostende', importId });
    const outcomes = undone.lines.map(({ id, outcome, problems }) => [
      id === kept,
      outcome,
      problems.map(({ reason }) => reason),
    ]);
    expect(outcomes).toHaveLength(2);
    expect(outcomes).toContainEqual([false, 'updated', []]);
    expect(outcomes).toContainEqual([true, 'refused', ['WORKED_ON_SINCE']]);
    expect(await families()).toBe(before + 1);
  });
});
