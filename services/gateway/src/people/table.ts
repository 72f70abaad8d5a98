import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { PeopleService } from '@katrol/proto/katrol/gateway/v1/people_pb';
import { command, pageOut, query, same, type RpcTable } from '@katrol/rpc';
import type { RawTx } from '@katrol/store';
import * as people from './operations.ts';

const operator = ['operator'] as const;

const pageOfPerson = ({ person, changes }: people.PersonPage) => ({
  person,
  changes: changes.map((c) => ({ ...c, at: timestampFromDate(c.at) })),
});

/** RPC -> who may call -> wire in -> operation -> wire out. */
export const peopleTable: RpcTable<typeof PeopleService, RawTx, people.PeopleDeps> = {
  listPeople: query(operator, (r) => r.options, people.listPeople, pageOut(same)),
  getPerson: query(operator, (r) => r.subject, people.getPerson, pageOfPerson),
  listCoaches: query(
    ['placement-officer'],
    () => undefined,
    people.listCoaches,
    (rows) => ({ rows }),
  ),
  invitePerson: command(operator, same, people.invitePerson, same),
  giveBranch: command(operator, same, people.giveBranch, same),
  takeBranch: command(operator, same, people.takeBranch, same),
  renewPassword: command(
    operator,
    (r) => r.subject,
    people.renewPassword,
    (oneTimePassword) => ({
      oneTimePassword,
    }),
  ),
  endAccount: command(operator, (r) => r.subject, people.endAccount, same),
  endMySessions: command('signed-in', () => undefined, people.endMySessions, same),
};
