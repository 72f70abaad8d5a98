import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Checkpoint } from './chain.ts';
import { auditKey, auditPublicKey } from './key.ts';
import { verifyAudit } from './verify.ts';

// Verifies the audit of one service: DATABASE_URL, and AUDIT_PUBLIC_KEY (PEM) or AUDIT_SIGNING_SECRET. An argument names a file with the
// lines of the service's log: its checkpoints are compared too. Ends with 1 when something is wrong.
const env = process.env;
const pool = new pg.Pool({ connectionString: env['DATABASE_URL'] ?? '', max: 1 });
const key = env['AUDIT_PUBLIC_KEY']
  ? auditPublicKey(env['AUDIT_PUBLIC_KEY'])
  : auditKey(env['AUDIT_SIGNING_SECRET'] ?? env['CLIENT_SECRET'] ?? '');

type Line = { msg?: string; count?: number; code?: string; eventId?: string; reason?: string };

function checkpointsIn(file: string): Checkpoint[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('audit checkpoint'));
  return lines.map((line) => {
    const { count = 0, code = '', eventId = '', reason = '' } = JSON.parse(line) as Line;
    const [keyId = '', recordedAt = ''] = eventId.split(' ');
    return {
      position: BigInt(count),
      hash: code,
      keyId,
      recordedAt: new Date(recordedAt),
      signature: reason,
    };
  });
}

const [file] = process.argv.slice(2);
const since = performance.now();
const { rows, checkpoints, waiting, problem } = await verifyAudit(
  pool,
  [key],
  file ? checkpointsIn(file) : [],
);
const seconds = (performance.now() - since) / 1000;
process.stdout.write(
  `${rows} rows, ${checkpoints} signatures, ${waiting} waiting, ${seconds.toFixed(2)} s (${Math.round(rows / seconds)} rows/s)\n`,
);
process.stdout.write(
  problem
    ? `${problem.kind}: row ${problem.seq}, position ${problem.position}\n`
    : 'the chain holds\n',
);
await pool.end();
process.exitCode = problem ? 1 : 0;
