import pg from 'pg';

export const connected = async <T>(
  url: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  await client.connect();
  try {
    const result = await use(client);
    if (lost) throw lost;
    return result;
  } finally {
    await client.end();
  }
};
