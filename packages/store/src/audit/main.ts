import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Checkpoint } from './chain.ts';
import { auditKey, auditPublicKey } from './key.ts';
import { verifyAudit } from './verify.ts';

// Verifies the audit of one service: DATABASE_URL, and AUDIT_PUBLIC_KEY (PEM) or
// AUDIT_SIGNING_SECRET; the keys before it are in the database, vouched for by it. An argument names a file with the lines of the service's log: its
// checkpoints are compared too. Ends with 1 when something is wrong.
const env = process.env;
const pool = new pg.Pool({ connectionString: env['DATABASE_URL'] ?? '', max: 1 });
const key = env['AUDIT_PUBLIC_KEY']
  ? auditPublicKey(env['AUDIT_PUBLIC_KEY'])
  : auditKey(env['AUDIT_SIGNING_SECRET'] ?? env['CLIENT_SECRET'] ?? '');

type Line = Omit<Checkpoint, 'position' | 'recordedAt'> & { position: number; sealedAt: string };

const checkpointsIn = (file: string): Checkpoint[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('audit checkpoint'))
    .map((line) => {
      const { position, hash, keyId, sealedAt, signature } = JSON.parse(line) as Line;
      const recordedAt = new Date(sealedAt);
      return { position: BigInt(position), hash, keyId, recordedAt, signature };
    });

const [file] = process.argv.slice(2);
const since = performance.now();
const { rows, checkpoints, waiting, problem, begunAnew } = await verifyAudit(
  pool,
  [key],
  file ? checkpointsIn(file) : [],
);
const seconds = (performance.now() - since) / 1000;
process.stdout.write(
  `${rows} rows, ${checkpoints} signatures, ${waiting} waiting, ` +
    `${seconds.toFixed(2)} s (${Math.round(rows / seconds)} rows/s)\n`,
);
process.stdout.write(
  problem
    ? `${problem.kind}: row ${problem.seq}, position ${problem.position}\n`
    : 'the chain holds\n',
);
if (begunAnew) {
  process.stdout.write(`begun anew on ${begunAnew.toISOString()}: until then the key was lost\n`);
}
await pool.end();
process.exitCode = problem ? 1 : 0;
