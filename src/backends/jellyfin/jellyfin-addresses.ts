import type { Candidate } from '../../models/connection.ts';
import { type DefaultPorts, typedCandidates } from '../http/typed-address.ts';

export const jellyfinPorts: DefaultPorts = { http: 8096, https: 8920 };

/** What a person can have meant. @throws {MediafoldError} `invalid-argument` */
export const jellyfinAddresses = (typed: string): readonly Candidate[] => typedCandidates(typed, jellyfinPorts);
