import { clientOf, deployed } from '@katrol/registry';
import { realmOf } from '../src/index.ts';
import type { Realm } from '../src/index.ts';

/** An invented installation with everything that one can have. */
export const exampleRealm = (): Realm =>
  structuredClone(
    realmOf({
      portalUrl: 'https://portaal.katrol.example',
      gatewaySecret: 'gateway-secret-of-the-example',
      directorySecret: 'directory-secret-of-the-example',
      services: deployed.map((row) => ({
        clientId: clientOf(row),
        secret: `${row.folder}-secret-of-the-example`,
      })),
      universities: [{ code: 'hogent', secret: 'hogent-secret-of-the-example' }],
      brokers: [
        {
          university: 'hogent',
          name: 'HOGENT',
          issuer: 'https://login.hogeschool.example',
          authorizationUrl: 'https://login.hogeschool.example/auth',
          tokenUrl: 'https://login.hogeschool.example/token',
          keysUrl: 'https://login.hogeschool.example/keys',
          clientId: 'katrol',
          clientSecret: 'broker-secret-of-the-example',
          roles: [{ claim: 'functie', value: 'lector', role: 'lecturer-coach' }],
        },
      ],
    }),
  );
