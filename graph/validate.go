package graph

func (*Actor) Validate() error     { return nil }
func (*Statement) Validate() error { return nil }
func (*Event) Validate() error     { return nil }
func (*Location) Validate() error  { return nil }
func (*Agreement) Validate() error { return nil }
func (*Document) Validate() error  { return nil }
func (*Topic) Validate() error     { return nil }
func (*ImportRun) Validate() error { return nil }
func (*Judgement) Validate() error { return nil }
func (*Codebook) Validate() error  { return nil }
