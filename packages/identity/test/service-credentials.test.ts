import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serviceCredentials } from '@katrol/identity';
import { startProvider } from './provider.ts';

let provider: Awaited<ReturnType<typeof startProvider>>;
beforeAll(async () => {
  provider = await startProvider([]);
});
afterAll(() => provider.stop());

test('fifty callers share one token', async () => {
  const credentials = serviceCredentials({
    tokenUrl: `${provider.url}/token`,
    clientId: 'service-intake',
    clientSecret: 's:cret',
  });
  const tokens = await Promise.all(Array.from({ length: 50 }, () => credentials.token()));
  expect(new Set([...tokens, await credentials.token()])).toEqual(new Set(['token-1']));
});

test('a wrong secret and a provider that is gone are refusals', async () => {
  const wrong = serviceCredentials({
    tokenUrl: `${provider.url}/token`,
    clientId: 'service-intake',
    clientSecret: 'guess',
  });
  await expect(wrong.token()).rejects.toMatchObject({
    code: 'unavailable',
    reason: 'IDENTITY_PROVIDER_UNAVAILABLE',
  });
  const gone = serviceCredentials({
    tokenUrl: 'http://127.0.0.1:1/token',
    clientId: 'service-intake',
    clientSecret: 's:cret',
  });
  await expect(gone.token()).rejects.toMatchObject({ code: 'unavailable' });
});
