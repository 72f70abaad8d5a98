import { applyRealm } from './apply.ts';
import { readSettings } from './config.ts';
import { discoverBroker } from './discovery.ts';
import { realmOf } from './realm.ts';

const { server, parameters, brokers } = readSettings();
const changes = await applyRealm(
  server,
  realmOf({ ...parameters, brokers: await Promise.all(brokers.map(discoverBroker)) }),
);
process.stdout.write(
  changes.length === 0
    ? 'The realm is as the file says.\n'
    : changes.map((change) => `changed: ${change}\n`).join(''),
);
