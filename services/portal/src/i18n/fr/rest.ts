import accounts from './accounts.json';
import families from './families.json';
import codes from './codesFigures.json';
import figures from './figures.json';
import languages from './languages.json';
import matching from './matching.json';
import operator from './operator.json';
import people from './people.json';
import profile from './profile.json';
import record from './record.json';
import school from './school.json';
import university from './university.json';
import waiting from './waiting.json';
import differences from './differences.json';
import grades from './grades.json';
import merge from './merge.json';
import passingOn from './passingOn.json';
import visit from './visit.json';
import waysOut from './waysOut.json';
import type { Rest } from '../texts.ts';

export const rest: Rest = {
  accounts,
  codes,
  families,
  figures,
  languages,
  matching,
  operator,
  people,
  profile,
  record,
  school,
  university,
  waiting,
  differences,
  grades,
  merge,
  passingOn,
  visit,
  waysOut,
};
