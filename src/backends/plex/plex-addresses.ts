import type { Candidate } from '../../models/connection.ts';
import { type DefaultPorts, typedCandidates } from '../http/typed-address.ts';

export const plexPorts: DefaultPorts = { http: 32_400, https: 32_400, website: /(^|\.)plex\.tv\.?$/ };

/** What a person can have meant. @throws {MediafoldError} `invalid-argument` */
export const plexAddresses = (typed: string): readonly Candidate[] => typedCandidates(typed, plexPorts);
