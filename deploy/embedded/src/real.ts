import { requiredParts } from './config.ts';

const names = { kafka: 'Kafka', keycloak: 'Keycloak' };

/**
 * Brings a real part and says which it is. Where it cannot be had, one line says what is therefore not covered; when KATROL_REQUIRE
 * names the part, that is a failure.
 */
export const realPart = async <T extends { how: string }>(part: keyof typeof names, bring: () => Promise<T | undefined>): Promise<T | undefined> => {
  const real = await bring();
  if (real) {
    process.stdout.write(`${names[part]}: ${real.how}\n`);
    return real;
  }
  const missing = `${names[part]}: niet gevonden (geen Docker, geen Java met Maven), dus hier niet getest / not found, so not covered here`;
  if (requiredParts().includes(part)) throw new Error(`${missing} (KATROL_REQUIRE)`);
  process.stdout.write(`${missing}\n`);
  return undefined;
};
