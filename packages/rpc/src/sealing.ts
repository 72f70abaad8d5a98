import {
  Sealer,
  type AuditKey,
  type Checkpoint,
  type KeysBefore,
  type RawTx,
  type Standing,
  type Store,
} from '@katrol/store';
import type { Logger } from '@katrol/runtime';

const EVERY_MS = 5_000;
const TOLD_EVERY_MS = 60_000;

/**
 * Seals the audit every few seconds, until it is stopped; what waits then is sealed before it ends.
 */
export function sealing<Tx extends RawTx>(
  store: Store<Tx>,
  keys: { key: AuditKey; before: KeysBefore },
  log: Logger,
): () => Promise<void> {
  const sealer = new Sealer(store.pool, keys.key, keys.before);
  let stands: Standing = 'signs';
  const warn = (standing: Standing): void => {
    if (standing === stands || standing === 'waits') return;
    stands = standing;
    const keyId = keys.key.id;
    if (standing === 'strange') {
      log.error('audit not sealed: give AUDIT_SIGNING_SECRET_BEFORE, others signed', { keyId });
    } else if (standing === 'retired') log.warn('audit key retired: another seals', { keyId });
  };
  let toldAt = 0;
  const tell = (c: Checkpoint | undefined): void => {
    if (!c || Date.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = Date.now();
    // the copy outside of the database: what is cut off there is still known here
    log.info('audit checkpoint', {
      position: Number(c.position),
      hash: c.hash,
      keyId: c.keyId,
      sealedAt: c.recordedAt.toISOString(),
      signature: c.signature,
    });
  };
  const all = async (): Promise<void> => {
    for (let rows = 1; rows > 0;) {
      const sealed = await sealer.once();
      tell(sealed.checkpoint);
      warn(sealed.key);
      rows = sealed.rows;
    }
  };
  let running: Promise<void> = Promise.resolve();
  const tick = (): void => {
    running = running.then(all).catch((error: unknown) => log.warn('audit not sealed', { error }));
  };
  const timer = setInterval(tick, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    tick();
    await running;
  };
}
