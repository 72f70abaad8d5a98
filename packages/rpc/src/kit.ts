import type { DescService } from '@bufbuild/protobuf';
import type { Outbox, Parked } from '@katrol/events';
import { createVerifier, type Verifier } from '@katrol/identity';
import { AuditService } from '@katrol/proto/katrol/common/v1/audit_pb';
import { FileService } from '@katrol/proto/katrol/common/v1/file_pb';
import { ImportRequestSchema } from '@katrol/proto/katrol/common/v1/list_pb';
import { ParkedService } from '@katrol/proto/katrol/common/v1/parked_pb';
import { systemClock, type Clock, type Logger, type Releases } from '@katrol/runtime';
import {
  auditKey,
  forgetOld,
  keysBefore,
  openStore,
  type AuditPublicKey,
  type RawTx,
  type Store,
} from '@katrol/store';
import type { AnswerSeal } from './answer.ts';
import { auditTable } from './audit-table.ts';
import { fileTable } from './file-table.ts';
import { measured, watchPool } from './observed.ts';
import { parkedTable } from './parked-table.ts';
import { ReadingWatch } from './reading-watch.ts';
import { sealing } from './sealing.ts';

/** What the kit is opened with: the settings of every process that answers RPCs. */
export type KitConfig = {
  databaseUrl: string;
  oidcIssuer: string;
  oidcUrl: string;
  oidcAudience: string;
  /** the gateway's public keys for links; without any no link is taken */
  linkPublicKeys?: readonly string[];
  /** what signs the audit */
  auditSecret: string;
  /** what signed it before, separated by commas; `lost` where that is not there any more */
  auditSigningSecretBefore?: string;
  clock?: Clock;
};

/** What answering needs, whatever the table: database, tokens, audit, clock. */
export type Kit<Tx extends RawTx> = {
  store: Store<Tx>;
  verifier: Verifier;
  clock: Clock;
  log: Logger;
  reading: ReadingWatch;
  auditKeys: readonly AuditPublicKey[];
  seal?: AnswerSeal;
};

/** A contract with its table, ready to be answered. */
export type Served<Tx extends RawTx, D> = {
  service: DescService;
  table: object;
  deps: D;
  outbox?: Pick<Outbox, 'wake'>;
  // names the transaction that the table's rows work in
  tx?: Tx;
};

const TIDY_EVERY_MS = 3_600_000;

function tidying<Tx extends RawTx>(store: Store<Tx>, log: Logger): () => Promise<void> {
  const timer = setInterval(() => {
    forgetOld(store).then(
      (count) => count > 0 && log.info('old rows forgotten', { count }),
      (error: unknown) => log.warn('old rows not forgotten', { error }),
    );
  }, TIDY_EVERY_MS);
  timer.unref();
  return async () => clearInterval(timer);
}

/** Opens database, token check and audit; `releases` closes them. */
export function openKit<Tx extends RawTx>(
  config: KitConfig,
  log: Logger,
  releases: Releases,
  client?: Parameters<typeof openStore>[1],
): Kit<Tx> {
  const key = auditKey(config.auditSecret);
  const store = measured(openStore<Tx>({ url: config.databaseUrl, log }, client));
  releases.add('store', () => store.close());
  releases.add('pool watch', watchPool(store));
  const before = keysBefore(config.auditSigningSecretBefore ?? '');
  releases.add('sealing', sealing(store, { key, before }, log));
  releases.add('tidy', tidying(store, log));
  // tokens are judged by the real time, whatever clock the domain runs on
  const verifier = createVerifier({
    issuer: config.oidcIssuer,
    keysUrl: `${config.oidcUrl}/protocol/openid-connect/certs`,
    audience: config.oidcAudience,
    linkKeys: config.linkPublicKeys ?? [],
    now: systemClock.now,
  });
  const reading = new ReadingWatch(store.pool, log);
  const clock = config.clock ?? systemClock;
  return { store, verifier, clock, log, reading, auditKeys: [key] };
}

/** Is it asked to load files? */
export const takesFiles = ({ methods }: DescService): boolean =>
  methods.some(({ input }) => input.typeName === ImportRequestSchema.typeName);

/**
 * The tables that a service has beside its own; what hears nothing has parked nothing, what loads
 * no files takes none.
 */
export function kitTables<Tx extends RawTx>(
  { store, auditKeys }: Kit<Tx>,
  of?: { service: DescService; parked?: Parked | undefined },
): Served<Tx, never>[] {
  const audit = { service: AuditService, table: auditTable };
  const parked = of?.parked;
  const files = of && takesFiles(of.service);
  const tables: { service: DescService; table: object; deps: unknown }[] = [
    { ...audit, deps: { pool: store.pool, keys: auditKeys } },
    ...(parked ? [{ service: ParkedService, table: parkedTable, deps: parked }] : []),
    ...(files ? [{ service: FileService, table: fileTable, deps: {} }] : []),
  ];
  return tables as Served<Tx, never>[];
}
