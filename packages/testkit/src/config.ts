/** How long each service is sent what nobody should send, in seconds: KATROL_FUZZ_SECONDS, a minute unless told. */
export const fuzzSeconds = (): number => Number(process.env['KATROL_FUZZ_SECONDS'] ?? 60);

/** The number from which random tests repeat: KATROL_SEED, else a new one. */
export const fuzzSeed = (): number =>
  Number(process.env['KATROL_SEED'] ?? Math.floor(Math.random() * 1_000_000_000));

/** Whether what is found is written into the access matrix, to be read as a diff: KATROL_WRITE_MATRIX=1. */
export const writesMatrix = (): boolean => process.env['KATROL_WRITE_MATRIX'] === '1';
