import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { OutboxService } from '@katrol/proto/katrol/common/v1/events_pb';
import { ConsentChangedSchema } from '@katrol/proto/katrol/intake/v1/events_pb';
import { connect } from '@katrol/rpc';
import { eventually, startPublisher } from '@katrol/testkit';

const fact = {
  familyId: '019aa000-0000-7000-8000-000000000001',
  branchCode: 'oostende',
  purpose: 'statistics' as const,
  given: true,
  occurredOn: '2026-10-01',
};

test('a silent peer is given up, and found when it speaks, the old connection open', async () => {
  const held: Socket[] = [];
  const silent = createServer((socket) => held.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const peer = connect(OutboxService, `127.0.0.1:${port}`);
  const first = async (): Promise<number> => {
    for await (const { events } of peer.stream(
      'read',
      { afterPosition: 0n },
      { deadline: new Date(Date.now() + 20_000) },
    ))
      return events.length;
    return 0;
  };
  await expect(first()).rejects.toMatchObject({ code: 'unavailable', reason: 'SERVICE_AWAY' });
  silent.close();
  const publisher = await startPublisher(port);
  publisher.tell(ConsentChangedSchema, fact, fact.familyId);
  expect(await eventually(first)).toBe(1);
  expect(held.length).toBeGreaterThan(0);
  peer.close();
  publisher.stop();
  for (const socket of held) socket.destroy();
}, 40_000);

test('who stops while it waits for a silent peer does not wait', async () => {
  const held: Socket[] = [];
  const silent = createServer((socket) => held.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const peer = connect(OutboxService, `127.0.0.1:${(silent.address() as AddressInfo).port}`);
  const stop = new AbortController();
  const reading = (async () => {
    for await (const piece of peer.stream('read', { afterPosition: 0n }, { signal: stop.signal }))
      void piece;
  })();
  stop.abort();
  await expect(reading).rejects.toThrow('cancelled');
  peer.close();
  silent.close();
  for (const socket of held) socket.destroy();
});
