import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { Health } from '@katrol/proto/grpc/health/v1/health_pb';
import { connect } from '@katrol/rpc';

test('a call between services never goes by way of a proxy of the environment', async () => {
  let connections = 0;
  const proxy = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined).end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  const names = ['grpc_proxy', 'https_proxy', 'http_proxy'];
  for (const name of names) process.env[name] = `http://127.0.0.1:${port}`;
  const peer = connect(Health, '127.0.0.1:1');
  try {
    const asked = peer.call('check', {}, { deadline: new Date(Date.now() + 1_000), token: 'mine' });
    await expect(asked).rejects.toMatchObject({ reason: 'SERVICE_AWAY' });
    expect(connections).toBe(0);
  } finally {
    for (const name of names) delete process.env[name];
    peer.close();
    proxy.close();
  }
});
