'use client';

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useId,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';

interface Offers {
  /** Who makes the offer; null: nobody yet. */
  holder: string | null;
  /** @returns what withdraws it */
  claim: (id: string) => () => void;
}

const OffersContext = createContext<Offers>({ holder: null, claim: () => () => undefined });

/** Below it, of those who would offer the same the first one does, and no other. */
export function OneOffer({ children }: { children: ReactNode }) {
  const [claims, setClaims] = useState<readonly string[]>([]);
  const claim = useCallback((id: string) => {
    setClaims(now => [...now, id]);
    return () => setClaims(now => now.filter(other => other !== id));
  }, []);
  const offers = useMemo(() => ({ holder: claims[0] ?? null, claim }), [claims, claim]);
  return <OffersContext value={offers}>{children}</OffersContext>;
}

/** Whether it is here that the offer stands. */
export function useOneOffer(): boolean {
  const { holder, claim } = useContext(OffersContext);
  const id = useId();
  useLayoutEffect(() => claim(id), [claim, id]);
  return holder === id;
}
