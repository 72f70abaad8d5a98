import type { Call } from '@katrol/events';
import type { DatabaseAdapter, RawTx } from '@katrol/store';
import { PrismaClient, type Prisma } from '../../prisma/client/client.ts';

export type Tx = Prisma.TransactionClient & RawTx;
export type ReportingCall = Call<Tx>;
export const prismaClient = (adapter: DatabaseAdapter): PrismaClient =>
  new PrismaClient({ adapter });
