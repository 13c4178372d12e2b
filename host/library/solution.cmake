# Writes a .cl file into a C file: cmake -D FILE=solutions/04_matmul.cl -D ROOT=... -D OUTPUT=... -P
file(READ ${ROOT}/${FILE} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
file(WRITE ${OUTPUT}
     "#include \"solution.h\"\n\n"
     "const char solution_name[] = \"${FILE}\";\n"
     "const char solution_text[] = {${bytes}0};\n")
