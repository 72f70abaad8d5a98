import { requiredParts } from './config.ts';
import { dockerAnswers } from './docker.ts';
import { hasJava } from './java.ts';

const names = { kafka: 'Kafka', keycloak: 'Keycloak' };

/**
 * Brings a real part and says which it is. Where it cannot be had, one line says what is therefore
 * not covered; when KATROL_REQUIRE names the part, that is a failure.
 */
export const realPart = async <T extends { how: string }>(
  part: keyof typeof names,
  bring: () => Promise<T | undefined>,
): Promise<T | undefined> => {
  const real = await bring();
  if (real) {
    process.stdout.write(`${names[part]}: ${real.how}\n`);
    return real;
  }
  const missing =
    `${names[part]}: niet gevonden (geen Docker, geen Java met Maven), ` +
    'dus hier niet getest / ' +
    'not found, so not covered here';
  if (requiredParts().includes(part)) throw new Error(`${missing} (KATROL_REQUIRE)`);
  process.stdout.write(`${missing}\n`);
  return undefined;
};

/** The two ways to have a real part here, and whether Docker may be asked. */
export type RealWays<T> = {
  docker: boolean;
  contained: () => Promise<T>;
  native: () => Promise<T>;
};

/**
 * A real part from Docker where an engine answers, else from Maven where Java is there, else
 * undefined.
 */
export const fromDockerOrJava = async <T extends { how: string }>({
  docker,
  contained,
  native,
}: RealWays<T>): Promise<T | undefined> => {
  if (!(docker && (await dockerAnswers()))) return (await hasJava()) ? native() : undefined;
  try {
    return await contained();
  } catch (error) {
    // an engine without the image, and no way to pull it
    if (!(await hasJava())) throw error;
    const real = await native();
    return { ...real, how: `${real.how}; Docker: ${(error as Error).message.split('\n')[0]}` };
  }
};
