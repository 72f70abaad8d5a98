import { afterAll, describe, expect, test } from '@jest/globals';
import { endsAtKeycloak, thePasskey } from '../src/journeys/keycloak-ends.ts';
import { theFirstTime, theSignInPage } from '../src/journeys/keycloak-signing-in.ts';
import { aUniversitySignsIn } from '../src/journeys/keycloak-university.ts';
import { openKeycloakWorld } from '../src/keycloak-world.ts';

const world = await openKeycloakWorld();
afterAll(() => world?.close());

if (world) {
  describe('signing in at Keycloak', () => {
    theSignInPage(() => world);
    theFirstTime(() => world);
  });
  describe('a session that ends', () => {
    endsAtKeycloak(() => world);
  });
  describe('a passkey', () => {
    thePasskey(() => world);
  });
  describe('a university’s own people', () => {
    aUniversitySignsIn(() => world);
  });
} else {
  test('signing in at a real Keycloak: not here', () => expect(world).toBeUndefined());
}
