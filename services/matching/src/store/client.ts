import type { Call } from '@katrol/events';
import type { DatabaseAdapter } from '@katrol/store';
import { PrismaClient, type Prisma } from '../../prisma/client/client.ts';

export type Tx = Prisma.TransactionClient;
export type MatchingCall = Call<Tx>;
export const prismaClient = (adapter: DatabaseAdapter): PrismaClient =>
  new PrismaClient({ adapter });

/** JSON columns are written from checked domain values only. */
export const json = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;
