import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import {
  decodeLogs,
  decodeMetrics,
  decodeSpans,
  type LogRecord,
  type Metric,
  type Span,
} from './otlp.ts';

export type Receiver = {
  /** what OTEL_EXPORTER_OTLP_ENDPOINT is set to */
  url: string;
  spans: Span[];
  metrics: Metric[];
  logs: LogRecord[];
  /** bodies as they came, to search for what must not be there */
  raw: Buffer[];
  stop(): Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
}

/**
 * A collector for tests: OTLP over HTTP with protobuf, everything kept in memory. Anything else is
 * answered 415 or 404.
 */
export async function startReceiver(port = 0): Promise<Receiver> {
  const kept = {
    spans: [] as Span[],
    metrics: [] as Metric[],
    logs: [] as LogRecord[],
    raw: [] as Buffer[],
  };
  const take: Record<string, (body: Buffer) => unknown> = {
    '/v1/traces': (body) => kept.spans.push(...decodeSpans(body)),
    '/v1/metrics': (body) => kept.metrics.push(...decodeMetrics(body)),
    '/v1/logs': (body) => kept.logs.push(...decodeLogs(body)),
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const taking = take[request.url ?? ''];
      if (!taking || request.headers['content-type'] !== 'application/x-protobuf') {
        response.writeHead(taking ? 415 : 404).end();
        return;
      }
      kept.raw.push(body);
      taking(body);
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    ...kept,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
