import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { OutboxService } from '@katrol/proto/katrol/common/v1/events_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from '@katrol/proto/grpc/health/v1/health_pb';
import { SampleService } from '@katrol/proto/katrol/sample/v1/service_pb';
import { connect } from '@katrol/rpc';
import { startUnderTest, wireTo, type Wire } from '@katrol/testkit';
import { startSample } from '../sample/src/service.ts';
import { coordinator, notice, pinned, type Sample } from '../sample/test/seed.ts';

let t: Sample;
let wire: Wire;
let id: string;
beforeAll(async () => {
  t = await startUnderTest(SampleService, async (config, log) => {
    wire = await wireTo(config.databaseUrl);
    return await startSample({ ...config, databaseUrl: wire.url }, log);
  });
  ({ id } = await pinned(t, 'oostende'));
});
afterAll(async () => {
  wire.mend();
  await t.stop();
  wire.stop();
});

const DATABASE_AWAY = { code: 'unavailable', reason: 'DATABASE_AWAY' };

test('the database is away: whatever asks it says so, and none calls it a fault', async () => {
  const operator = { token: await t.token({ roles: ['operator'] }) };
  const reading = { token: await t.token(coordinator('oostende')) };
  const soon = () => ({ deadline: new Date(Date.now() + 8_000) });
  const audit = connect(AuditService, t.address);
  const parked = connect(ParkedService, t.address);
  const health = connect(Health, t.address);
  const isReady = async () =>
    (await health.call('check', { service: SampleService.typeName }, soon())).status;
  const read = async (): Promise<void> => {
    const asked = { ...reading, ...soon() };
    for await (const _ of t.peer.stream('exportNotices', { branchCode: 'oostende' }, asked));
  };
  // outside of any transaction of a call
  const outbox = connect(OutboxService, t.address);
  const log = async (): Promise<void> => {
    const asked = { token: await t.identity.system('matching'), ...soon() };
    for await (const _ of outbox.stream('read', { afterPosition: 0n, types: [] }, asked));
  };
  try {
    expect(await isReady()).toBe(Serving.SERVING);
    wire.cut();
    const look = t.as(coordinator('oostende'));
    await expect(look('getNotice', { id })).rejects.toMatchObject(DATABASE_AWAY);
    await expect(look('keepNotice', { notice: notice('oostende') })).rejects.toMatchObject(
      DATABASE_AWAY,
    );
    await expect(read()).rejects.toMatchObject(DATABASE_AWAY);
    await expect(log()).rejects.toMatchObject(DATABASE_AWAY);
    await expect(audit.call('verifyAudit', {}, { ...operator, ...soon() })).rejects.toMatchObject(
      DATABASE_AWAY,
    );
    await expect(parked.call('listParked', {}, { ...operator, ...soon() })).rejects.toMatchObject(
      DATABASE_AWAY,
    );
    // the process itself can do its work: a probe must not kill it
    expect((await health.call('check', {}, soon())).status).toBe(Serving.SERVING);
    expect(await isReady()).toBe(Serving.NOT_SERVING);
    wire.mend();
    expect((await look('getNotice', { id })).id).toBe(id);
  } finally {
    for (const peer of [audit, parked, health, outbox]) peer.close();
  }
});
