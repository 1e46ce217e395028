sed -i '/^  CHECK)/,/;;/{/try ip\|inside/d}' plugins/rope
