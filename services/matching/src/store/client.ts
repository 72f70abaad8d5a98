import type { Call } from '@katrol/events';
import type { DatabaseAdapter } from '@katrol/store';
import { PrismaClient, type Prisma } from '../../prisma/client/client.ts';

export type Tx = Prisma.TransactionClient;
export type MatchingCall = Call<Tx>;
export const prismaClient = (adapter: DatabaseAdapter): PrismaClient => new PrismaClient({ adapter });

/** JSON columns are written from checked domain values only. */
export const json = (value: unknown): Prisma.InputJsonValue => value as Prisma.InputJsonValue;

/** An id that cannot exist is simply not there. */
export const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
