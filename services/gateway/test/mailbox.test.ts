import { expect, test } from '@jest/globals';
import { gatewayConfig } from '../src/config.ts';
import { deviceOf } from '../src/links/device.ts';
import { localMailbox, written } from '../src/links/mail.ts';
import { doorEnvironment, openDoor } from './door-bed.ts';

test('the mailbox page is not there unless it was asked for', async () => {
  const door = await openDoor();
  const { status } = await door.raw({ path: '/postvak', headers: { host: 'localhost:8080' } });
  await door.close();
  expect(status).toBe(404);
});

test('nor with an address of the world, and a mail server says from whom', () => {
  const env = { ...doorEnvironment(), LOCAL_MAILBOX: 'on' };
  expect(gatewayConfig(env).localMailbox).toBe(true);
  expect(() => gatewayConfig({ ...env, PUBLIC_URL: 'https://katrol.example' })).toThrow(
    'LOCAL_MAILBOX',
  );
  expect(() => gatewayConfig({ ...env, SMTP_URL: 'http://x' })).toThrow('SMTP_URL');
  expect(() => gatewayConfig({ ...env, SMTP_URL: 'smtp://x' })).toThrow('MAIL_FROM');
});

test('it keeps the newest two hundred', async () => {
  const mailbox = localMailbox(() => new Date(0));
  for (let i = 0; i < 205; i += 1)
    await mailbox.send({ to: `${i}@voorbeeld.example`, subject: '', text: '' });
  expect(mailbox.messages()).toHaveLength(200);
  expect(mailbox.messages()[0]?.to).toBe('204@voorbeeld.example');
});

test('a message says only that there is something, in the language of who reads it', () => {
  expect(written('fr', 'https://x/link#s')).toMatchObject({
    subject: 'Il y a quelque chose pour vous',
  });
  expect(written('en', 'https://x/link#s').text).toContain('https://x/link#s');
  expect(written('ti', 'https://x/link#s').subject).toBe('Er is iets voor u');
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0 Mobile Safari/537.36', 'phone'],
  ['Mozilla/5.0 (Linux; Android 15; SM-X910) Chrome/140.0 Safari/537.36', 'tablet'],
  ['Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148', 'tablet'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/145.0', 'computer'],
  ['', 'computer'],
])('%s is a %s', (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});
