import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { BranchOpenedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { connect, type Peer } from '@katrol/rpc';
import {
  eventually,
  startPublisher,
  startUnderTest,
  type Publisher,
  type UnderTest,
} from '@katrol/testkit';
import { startSample } from '../sample/src/service.ts';

// What a service could not handle, as its operator meets it.
describe('parked events', () => {
  let intake: Publisher;
  let t: UnderTest<typeof SampleService>;
  let peer: Peer<typeof ParkedService>;
  const key = 'oostende';
  const call = async (
    method: keyof typeof ParkedService.method,
    request: object,
    roles: ('operator' | 'coordinator')[] = ['operator'],
  ) =>
    (await peer.call(method, request as never, {
      token: await t.token({ roles, branches: ['oostende'] }),
      key: crypto.randomUUID(),
      deadline: new Date(Date.now() + 10_000),
    })) as never as Record<string, unknown>;

  beforeAll(async () => {
    intake = await startPublisher();
    t = await startUnderTest(SampleService, startSample, {
      peers: { intake: intake.address },
    });
    peer = connect(ParkedService, t.address);
    // no such day: it is not what its contract says
    intake.tell(BranchOpenedSchema, { branchCode: key, validFrom: '2026-02-30' }, key);
    intake.tell(BranchOpenedSchema, { branchCode: key, validFrom: '2026-11-01' }, key);
  });
  afterAll(async () => {
    peer.close();
    await t.stop();
    intake.stop();
  });

  const parked = async () =>
    (await call('listParked', {}))['rows'] as {
      id: string;
      key: string;
      reason: string;
      behind: number;
      payloadJson: string;
    }[];

  test('are listed with what waits behind them, for operators only', async () => {
    await eventually(async () =>
      expect(await parked()).toMatchObject([{ key, reason: 'EVENT_INVALID', behind: 1 }]),
    );
    await expect(call('listParked', {}, ['coordinator'])).rejects.toMatchObject({
      reason: 'ROLE_MISSING',
    });
    await expect(
      call('releaseParked', { source: 'intake', key }, ['coordinator']),
    ).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
  });

  test('a repair that the contract does not allow is refused with its field', async () => {
    const [row] = await parked();
    await expect(
      call('repairParked', { id: row?.id, payloadJson: '{"nobody":1}' }),
    ).rejects.toMatchObject({ fields: [{ field: 'payload_json', reason: 'VALUE_INVALID' }] });
    await expect(call('listParked', { options: { limit: 201 } })).rejects.toMatchObject({
      fields: [{ reason: 'VALUE_OUT_OF_RANGE' }],
    });
    await expect(call('skipParked', { id: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('repaired and released they have their effect, and who did it is on record', async () => {
    expect(await call('releaseParked', { source: 'intake', key })).toMatchObject({
      released: 0,
      left: 2,
      reason: 'EVENT_INVALID',
    });
    const [row] = await parked();
    await call('repairParked', {
      id: row?.id,
      payloadJson: (row?.payloadJson ?? '').replace('2026-02-30', '2026-02-28'),
    });
    expect(await call('releaseParked', { source: 'intake', key })).toMatchObject({
      released: 2,
      left: 0,
      reason: '',
    });
    expect(await parked()).toEqual([]);
    const { rows } = await t.admin.query<{ rpc: string }>(
      `select rpc from audit where object_id in ($1, $2) and outcome = 'ok' order by seq`,
      [row?.id, key],
    );
    expect(rows.map((r) => r.rpc.split('/').at(-1))).toEqual(
      expect.arrayContaining(['ReleaseParked', 'RepairParked', 'ReleaseParked']),
    );
  });

  test('skipped it never has effect, and who did it is on record', async () => {
    intake.tell(BranchOpenedSchema, { branchCode: 'melle', validFrom: '2026-02-30' }, 'melle');
    const [row] = await eventually(async () => {
      const rows = await parked();
      expect(rows).toMatchObject([{ key: 'melle', reason: 'EVENT_INVALID', behind: 0 }]);
      return rows;
    });
    await call('skipParked', { id: row?.id });
    expect(await parked()).toEqual([]);
    // there is nothing left that could be released or come again
    expect(await call('releaseParked', { source: 'intake', key: 'melle' })).toMatchObject({
      released: 0,
      left: 0,
    });
    const welcomed = await t.admin.query(`select 1 from notice where branch_code = 'melle'`);
    expect(welcomed.rowCount).toBe(0);
    const { rows } = await t.admin.query<{ rpc: string }>(
      `select rpc from audit where object_id = $1 and outcome = 'ok'`,
      [row?.id],
    );
    expect(rows.map((r) => r.rpc.split('/').at(-1))).toEqual(['SkipParked']);
  });
});
