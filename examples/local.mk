# program lists
