import type { Adapter, AdapterConstructor, AdapterPayload } from 'oidc-provider';
import type pg from 'pg';

const alive = '(expires_at IS NULL OR expires_at > now())';

/**
 * Keeps the provider's sessions, codes, grants and tokens in PostgreSQL, so that they outlive a
 * restart.
 */
export const adapterOn = (pool: pg.Pool): AdapterConstructor =>
  class PostgresAdapter implements Adapter {
    readonly #model: string;

    constructor(model: string) {
      this.#model = model;
    }

    async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
      await pool.query(
        `INSERT INTO record (model, id, payload, grant_id, uid, expires_at)
         VALUES ($1, $2, $3, $4, $5, now() + $6::float8 * interval '1 second')
         ON CONFLICT (model, id) DO UPDATE
         SET payload = excluded.payload, grant_id = excluded.grant_id,
           uid = excluded.uid, expires_at = excluded.expires_at`,
        [
          this.#model,
          id,
          JSON.stringify(payload),
          payload.grantId ?? null,
          payload.uid ?? null,
          expiresIn ?? null,
        ],
      );
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      const found = await pool.query<{ payload: AdapterPayload }>(
        `SELECT payload FROM record WHERE model = $1 AND id = $2 AND ${alive}`,
        [this.#model, id],
      );
      return found.rows[0]?.payload;
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      const found = await pool.query<{ payload: AdapterPayload }>(
        `SELECT payload FROM record WHERE model = $1 AND uid = $2 AND ${alive}`,
        [this.#model, uid],
      );
      return found.rows[0]?.payload;
    }

    // the device flow is not offered
    findByUserCode(): Promise<undefined> {
      return Promise.resolve(undefined);
    }

    async consume(id: string): Promise<void> {
      await pool.query(
        `UPDATE record
          SET payload = jsonb_set(
            payload, '{consumed}', to_jsonb(extract(epoch FROM now())::bigint))
          WHERE model = $1 AND id = $2`,
        [this.#model, id],
      );
    }

    async destroy(id: string): Promise<void> {
      await pool.query('DELETE FROM record WHERE model = $1 AND id = $2', [this.#model, id]);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      await pool.query('DELETE FROM record WHERE grant_id = $1', [grantId]);
    }
  };

/** Removes what has ended. */
export const sweep = async (pool: pg.Pool): Promise<void> => {
  await pool.query('DELETE FROM record WHERE expires_at < now()');
};
