import type { Call } from '@katrol/events';
import { dateOf, dayOf } from '@katrol/runtime';
import type { DatabaseAdapter } from '@katrol/store';
import { PrismaClient, type Prisma } from '../../prisma/client/client.ts';

export type Tx = Prisma.TransactionClient;
export type TrainingCall = Call<Tx>;
export const prismaClient = (adapter: DatabaseAdapter): PrismaClient => new PrismaClient({ adapter });

/** An id that cannot exist is simply not there. */
export const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);

/** An optional date column as an ISO date or '', and back. */
export const optionalDay = (d: Date | null): string => (d ? dayOf(d) : '');
export const optionalDate = (day: string): Date | null => (day === '' ? null : dateOf(day));
